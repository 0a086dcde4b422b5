import { type QueryClient, useQueryClient } from "@tanstack/react-query";

/**
 * Asks for the first page of a list before the address names it: to change that takes longer than many an answer. What was
 * asked ahead for an earlier letter, and is shown by nothing yet, is given up.
 */
export function useAskAhead(): QueryClient["prefetchInfiniteQuery"] {
  const queries = useQueryClient();
  return (options) => {
    void queries.cancelQueries({ queryKey: options.queryKey.slice(0, 1), type: "inactive" });
    return queries.prefetchInfiniteQuery(options);
  };
}
