/** For tests that call operations in their own process: what those log is not for the screen. To be imported first. */
process.env["LOG_LEVEL"] = "silent";
