import { describeMatrix } from "./matrix.ts";

describeMatrix("nable");
