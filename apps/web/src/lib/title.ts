import { useEffect } from "react";

/** The tab's title: what the page is about, then the product. */
export function useTitle(about: string): void {
  useEffect(() => {
    document.title = about === "" ? "Lastgood" : `${about} · Lastgood`;
  }, [about]);
}
