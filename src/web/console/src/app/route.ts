// Which page the address names.

import type { Route } from "../store/state";

export function at(hash: string): Route {
  const [first, page, item] = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  if (first === "board") return { at: "board" };
  if (first === "calls") return { at: "calls", ...(page ? { call: page } : {}) };
  if (first === "customers") return { at: "customers", ...(page ? { customer: page } : {}) };
  if (first === "account") return { at: "account" };
  if (first === "admin") return { at: "admin", page: page || "queues", ...(item ? { item } : {}) };
  return { at: "desk" };
}

export function address(route: Route): string {
  if (route.at === "desk") return "#/";
  if (route.at === "calls") return route.call ? `#/calls/${encodeURIComponent(route.call)}` : "#/calls";
  if (route.at === "customers") return route.customer ? `#/customers/${encodeURIComponent(route.customer)}` : "#/customers";
  if (route.at !== "admin") return `#/${route.at}`;
  return `#/admin/${route.page}${route.item ? `/${encodeURIComponent(route.item)}` : ""}`;
}
