// SPDX-License-Identifier: Apache-2.0
// A function's state in one word, as FunctionSnapshot.label() tells it on the server, and how it looks.

/** In the order in which an operator wants to see them. The colour's name, and a mark, so that colour is not all. */
const KNOWN = new Map([
  ["Failed", {colour: "failed", mark: "cross", words: "Failed"}],
  ["UpdateFailed", {colour: "update-failed", mark: "slash", words: "Update failed"}],
  ["Unreadable", {colour: "unreadable", mark: "slash", words: "Unreadable"}],
  ["Updating", {colour: "updating", mark: "pulse", words: "Updating"}],
  ["Pending", {colour: "pending", mark: "pulse", words: "Pending"}],
  ["Deleting", {colour: "leaving", mark: "pulse", words: "Deleting"}],
  ["Deactivating", {colour: "leaving", mark: "pulse", words: "Deactivating"}],
  ["Active", {colour: "active", mark: "", words: "Active"}],
  ["Inactive", {colour: "inactive", mark: "hollow", words: "Inactive"}],
  ["Deactivated", {colour: "inactive", mark: "hollow", words: "Deactivated"}],
  ["ActiveNonInvocable", {colour: "unknown", mark: "dot", words: "Not invocable"}],
  ["Absent", {colour: "inactive", mark: "hollow", words: "Absent"}],
]);
const ORDER = [...KNOWN.keys()];

export function label(seen) {
  if (seen.presence !== "PRESENT") return seen.presence === "ABSENT" ? "Absent" : "Unreadable";
  if (!seen.state || seen.state === "Active" || seen.state === "Inactive") {
    if (seen.lastUpdateStatus === "InProgress") return "Updating";
    if (seen.lastUpdateStatus === "Failed") return "UpdateFailed";
  }
  return seen.state || "Unknown";
}

export function look(name) {
  return KNOWN.get(name) ?? {colour: "unknown", mark: "dot", words: name};
}

export const inTransition = name => look(name).mark === "pulse";

export function inOrder(names) {
  const rank = name => (ORDER.indexOf(name) + ORDER.length + 1) % (ORDER.length + 1);
  return [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** Why it is so, null if the service gave no reason. */
export function reason(seen) {
  const text = seen.reason ?? seen.lastUpdateStatusReason ?? seen.stateReason;
  const code = seen.lastUpdateStatusReasonCode ?? seen.stateReasonCode;
  if (text && code) return `${code}: ${text}`;
  return text ?? code ?? null;
}

const KINDS = new Map([
  ["FIRST_SEEN", "first seen"],
  ["APPEARED", "appeared"],
  ["BECAME_ACTIVE", "became active"],
  ["BECAME_INACTIVE", "became inactive"],
  ["BECAME_PENDING", "became pending"],
  ["FAILED", "failed"],
  ["UPDATE_STARTED", "update started"],
  ["UPDATE_COMPLETED", "update completed"],
  ["UPDATE_FAILED", "update failed"],
  ["STATE_CHANGED", "state changed"],
  ["REVISION_CHANGED", "revision changed"],
  ["DELETED", "deleted"],
  ["UNREADABLE", "unreadable"],
  ["READABLE", "readable again"],
]);
export const kinds = change => change.kinds.map(kind => KINDS.get(kind) ?? kind.toLowerCase()).join(", ");

const ENDS = ["BECAME_ACTIVE", "FAILED", "UPDATE_COMPLETED", "UPDATE_FAILED"];

/** How late, at most, the end of a transition was seen, in milliseconds; null if the change is no single such end. */
export function delay(change) {
  const ended = change.before && change.skipped === 0 && change.kinds.some(kind => ENDS.includes(kind));
  return ended ? Date.parse(change.at) - Date.parse(change.notBefore) : null;
}
