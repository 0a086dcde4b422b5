import { describeMatrix } from "./matrix.ts";

describeMatrix("veeam-azure");
