import { For, Show } from "solid-js";
import { byteRate, bytesOf, duration, percent } from "../format/figures";
import type { Trail } from "../live/trails";
import { attribute, type Entity } from "../model/entity";
import { Age } from "./Age";
import { Bar } from "./Bar";
import { Dot } from "./Dot";
import { FigureText } from "./FigureText";
import { diskRate, isRunning, networkRate, remarks } from "./order";
import { Sparkline } from "./Sparkline";

interface Props {
  readonly guest: Entity;
  readonly trail: Trail;
  readonly nowMs: number;
  readonly open: boolean;
  readonly onOpen: () => void;
}

export function GuestRow(props: Props) {
  const metrics = () => props.guest.metrics;
  const why = () => (isRunning(props.guest) ? "Proxmox VE does not tell" : `the guest is ${props.guest.status ?? "not known"}`);
  const uptime = () => (isRunning(props.guest) ? duration(metrics()["uptime_seconds"]) : "–");
  const locked = () => attribute(props.guest, "lock");
  return (
    <tr
      id={`row-${props.guest.id}`}
      tabindex="-1"
      classList={{ open: props.open, resting: !isRunning(props.guest), stale: props.guest.quality === "stale" }}
      onClick={props.onOpen}
    >
      <td class="name">
        <Dot status={props.guest.template ? "stopped" : props.guest.status} />
        <a href={`#open=${encodeURIComponent(props.guest.id)}`} onClick={(event) => event.preventDefault()}>
          {props.guest.name}
        </a>
        <For each={remarks(props.guest)}>
          {(word) => (
            <span class="remark" classList={{ lock: word === locked() }}>
              {word}
            </span>
          )}
        </For>
        <Age entity={props.guest} nowMs={props.nowMs} />
      </td>
      <td class="id">{props.guest.vmid ?? ""}</td>
      <td class="cpu">
        <Sparkline trail={props.trail} nowMs={props.nowMs} width={64} height={22} />
        <FigureText figure={percent(metrics()["cpu_usage_percent"])} why={why()} />
      </td>
      <td class="memory">
        <Bar percent={metrics()["memory_used_percent"]} />
        <FigureText figure={bytesOf(metrics()["memory_used_bytes"], metrics()["memory_total_bytes"])} why={why()} />
      </td>
      <td class="disk">
        <FigureText
          figure={bytesOf(metrics()["disk_used_bytes"], metrics()["disk_total_bytes"])}
          why="what a virtual machine uses of its disk only its guest agent knows"
        />
      </td>
      <td class="network">
        <FigureText figure={byteRate(networkRate(props.guest))} why={why()} />
      </td>
      <td class="io">
        <FigureText figure={byteRate(diskRate(props.guest))} why={why()} />
      </td>
      <td class="uptime">{uptime()}</td>
      <td class="tags">
        <Show when={props.guest.tags.length > 0}>
          <For each={props.guest.tags}>{(tag) => <span class="tag">{tag}</span>}</For>
        </Show>
      </td>
    </tr>
  );
}
