export function FindBox() {
  return null;
}
