import { goldenCases } from "../../../test/golden.ts";

goldenCases(new URL("./fixtures/", import.meta.url), "unitrends");
