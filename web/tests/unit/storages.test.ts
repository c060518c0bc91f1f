import { describe, expect, it } from "vitest";
import { factsOf } from "../../src/detail/facts";
import { decodeEntity, type Entity } from "../../src/model/entity";
import { placeWords, restWords, storagesOf } from "../../src/overview/storages";

function storage(id: string, fields: object, used?: number): Entity {
  const metrics = used === undefined ? {} : { disk_used_bytes: used, disk_total_bytes: 100 };
  const decoded = decodeEntity(id, { kind: "storage", cluster: "c", metrics, ...fields });
  if (decoded === undefined) throw new Error("not decoded");
  return decoded;
}

const all = [
  storage("c/storage/a/local", { node: "a" }, 20),
  storage("c/storage/b/local", { node: "b" }, 90),
  storage("c/storage/ceph", { shared: true }, 50),
  storage("d/storage/ceph", { shared: true, cluster: "d" }, 70),
  storage("c/storage/a/usb", { node: "a" }),
];
const ids = (node: string): string[] => storagesOf(all, node).map((each) => each.id);

describe("the storages", () => {
  it("stand in the order of their fullness, what is unknown last", () => {
    expect(ids("")).toEqual(["c/storage/b/local", "d/storage/ceph", "c/storage/ceph", "c/storage/a/local", "c/storage/a/usb"]);
  });

  it("of a node are its own and what its cluster shares", () => {
    expect(ids("c/node/a")).toEqual(["c/storage/ceph", "c/storage/a/local", "c/storage/a/usb"]);
  });

  it("name their node, or that they are shared, and the cluster where there are several", () => {
    const words = (clusters: boolean): string[] => all.slice(2, 5).map((each) => placeWords(each, clusters));
    expect(words(false)).toEqual(["shared", "shared", "a"]);
    expect(words(true)).toEqual(["c, shared", "d, shared", "c / a"]);
    expect(placeWords(storage("c/storage/x/local", {}), true)).toBe("c");
  });

  it("are not called less full where nobody knows how full they are", () => {
    expect(restWords(all.slice(0, 3))).toBe("3 more, less full");
    expect(restWords(all.slice(2))).toBe("3 more, less full or unknown");
    expect(restWords(all.slice(4))).toBe("1 more, unknown");
  });

  it("say where they are and what they hold", () => {
    const own = storage("c/storage/a/local", { node: "a", content: ["iso", "vztmpl"], storage_type: "dir" });
    expect(factsOf(own).map((fact) => `${fact.label}: ${fact.text}`)).toEqual(["Node: a", "Shared: no", "Type: dir", "Content: iso, vztmpl"]);
    expect(factsOf(storage("c/storage/ceph", { shared: true })).slice(0, 2).map((fact) => fact.text)).toEqual(["all", "yes"]);
  });
});
