/** Properties are tried with the same cases each time: what fails fails again. `npm run proof:model` and others look for new ones. */
import fc from "fast-check";

fc.configureGlobal({ seed: 1 });
