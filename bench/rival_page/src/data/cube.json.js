// The data loader: the file that Tally published, byte for byte.
import { readFileSync } from "node:fs";

process.stdout.write(readFileSync(process.env.TALLY_CUBE));
