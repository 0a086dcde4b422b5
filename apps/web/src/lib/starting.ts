import { createContext, useContext } from "react";

/** How far a server came that still reads what it keeps, in its own words; null while it answers, or does not answer at all. */
export const StartingContext = createContext<string | null>(null);

export const useStarting = () => useContext(StartingContext);
