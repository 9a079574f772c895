// A clock that is ahead, by CLOCK_AHEAD_MS: node --import fast_clock.mjs DRIVER, before any SDK is loaded.
import { moveClock } from "./clock.mjs";

moveClock(Number(process.env.CLOCK_AHEAD_MS));
