// As much of the query language as the tests need.
import type { JsonObject } from "../../src/model/json";

export function matches(id: string, entity: JsonObject, query: string): boolean {
  return query.split(/\s+/).filter(Boolean).every((term) => {
    if (term.startsWith("-")) return !holds(id, entity, term.slice(1));
    return holds(id, entity, term);
  });
}

function holds(id: string, entity: JsonObject, term: string): boolean {
  const load = /^cpu>(\d+)$/.exec(term);
  if (load !== null) {
    const ratio = (entity["metrics"] as Record<string, number>)["cpu_usage_ratio"];
    return ratio !== undefined && ratio * 100 > Number(load[1]);
  }
  const [key, value] = term.split(":");
  const tags = (entity["tags"] ?? []) as string[];
  if (value === undefined) return String(entity["name"]).includes(term) || id.includes(term) || tags.includes(term);
  if (key === "tag") return tags.includes(value);
  if (!["status", "node", "kind", "name"].includes(key ?? "")) throw new Error(`unknown key "${key ?? ""}"`);
  return entity[key ?? ""] === value;
}
