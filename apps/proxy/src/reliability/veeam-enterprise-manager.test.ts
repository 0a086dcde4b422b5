import { describeMatrix } from "./matrix.ts";

describeMatrix("veeam-enterprise-manager");
