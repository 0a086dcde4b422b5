import { describeMatrix } from "./matrix.ts";

describeMatrix("unitrends");
