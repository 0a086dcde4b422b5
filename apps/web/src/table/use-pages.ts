import type { List } from "@lastgood/proxy/contract";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { formatCount } from "../lib/format.ts";

/** The loaded pages of a list as rows, and a way to ask for the next page. */
export function usePages<T>(query: UseInfiniteQueryResult<InfiniteData<List<T>>>) {
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  const rows = useMemo(() => (data?.pages ?? []).flatMap((page) => page.items), [data]);
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const first = data?.pages[0];
  const total = first?.total ?? 0;
  return { rows, onEnd, total, count: `${formatCount(total)}${first?.totalIsAtLeast ? "+" : ""}` };
}
