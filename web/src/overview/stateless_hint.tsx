// Says where nobody can tell whether a guest runs, and who could.
import { Show, type JSX } from "solid-js";
import { isGuest, stateOf } from "../model/entity";
import { usePage } from "../page";
import { statelessWords } from "../words/stateless";

export function StatelessHint(): JSX.Element {
  const { live, stateless } = usePage();
  // Of what is listed: where another one told a state after all there is nothing to say.
  const clusters = (): ReadonlyMap<string, string> => {
    const all = stateless();
    if (all.size === 0) return all;
    const lacking = new Set(live.fleet.all().filter((entity) => isGuest(entity) && stateOf(entity.status) === "unknown").map((guest) => guest.cluster));
    return new Map([...all].filter(([cluster]) => lacking.has(cluster)));
  };
  const words = (): string => statelessWords(clusters());
  return (
    <Show when={words() !== ""}>
      <p class="recorded">{words()}</p>
    </Show>
  );
}
