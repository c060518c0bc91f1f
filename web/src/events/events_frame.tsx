// Where the events stand; what is in it comes later.
import type { JSX } from "solid-js";
import { Later } from "../view/later";
import { loadEvents } from "../view/parts";

export function EventsFrame(): JSX.Element {
  return (
    <section class="overview events-view" aria-label="Events">
      <Later load={loadEvents}>{(View) => <View />}</Later>
    </section>
  );
}
