// Says where what is shown is a recorded session, and how to see one's own nodes.
import { Show, type JSX } from "solid-js";
import { isReplay } from "../model/component";
import { usePage } from "../page";

export function RecordedHint(): JSX.Element {
  const { live } = usePage();
  const names = (): string => live.fleet.components().filter(isReplay).map((component) => component.id).join(", ");
  return (
    <Show when={names() !== ""}>
      <p class="recorded">
        {`Source ${names()} plays a recorded session. To watch your own node set `}
        <code>PROXMOX_NODE_1_NAME</code>, <code>_HOST</code>, <code>_TOKEN_ID</code> and <code>_TOKEN_SECRET</code>
        {", as "}
        <code>config/.env.example</code>
        {" says, and start Pipevane again."}
      </p>
    </Show>
  );
}
