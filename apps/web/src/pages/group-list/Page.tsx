export function DevicesPage() {
  return null;
}
export function PoliciesPage() {
  return null;
}
export function ClientsPage() {
  return null;
}
