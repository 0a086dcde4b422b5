export function DevicePage() {
  return null;
}
export function PolicyPage() {
  return null;
}
export function ClientPage() {
  return null;
}
