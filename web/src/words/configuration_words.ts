// A configuration that could not be used, as it stands among what is wrong.
import type { Status } from "../model/status";
import { moment } from "./times";
import type { Trouble } from "./trouble";

const shownProblems = 3;

// Nobody but who wrote it puts it right.
export function configurationTrouble(status: Status | undefined, nowMs: number): Trouble | undefined {
  const refused = status?.refused;
  if (refused === undefined) return undefined;
  const shown = refused.problems.slice(0, shownProblems).map((problem) => problem.replace(/\.$/, ""));
  const rest = refused.problems.length - shown.length + refused.more;
  const words = [...shown, ...(rest > 0 ? [`${rest} more ${rest === 1 ? "problem" : "problems"}, which the log has`] : [])].join("; ");
  const why = words === "" ? "no reason was given" : words;
  return {
    id: "configuration",
    grave: true,
    text: `The newest configuration was refused at ${moment(refused.sinceMs, nowMs)}, and the pipeline is what it was before: ${why}. Mend it: a changed file is read at once.`,
  };
}
