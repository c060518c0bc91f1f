// The service "pipevane.doctor/1": a component examines what it depends on, for people who want to
// know why they see nothing, and what to do. `pipevane doctor` makes the components without
// starting them, and asks each that offers this.
//
// An examination is told as a JSON array of findings, in the order in which a person should read
// them. Each is an object:
//   "component"  the component's id
//   "target"     what was looked at: the address of an endpoint, say
//   "check"      a stable word for what was looked for: "reach", "certificate", ...
//   "state"      "ok"
//                "note": it works, and something is good to know
//                "warning": it works, and something is wrong or soon will be
//                "failed": it does not work
//                "unknown": it could not be looked at
//   "sentence"   what was found, one sentence without an end
//   "remedy"     what to do about it, with the command where there is one; absent: nothing
//   "commands"   those in the remedy, an array of texts, each to be run as it is: no text of a
//                stranger's is in one unless it is a plain word; absent: none
//   "looked_ms"  when the target was looked at, ms since the epoch; absent: never, or not known
//   "facts"      an object of texts by name, such as "fingerprint"; absent: none
// There may be more members later. No secret is in any of them.
#ifndef PIPEVANE_DOCTOR_H
#define PIPEVANE_DOCTOR_H

#include <pipevane/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PV_DOCTOR "pipevane.doctor/1"

typedef struct pv_doctor {
  uint32_t size;
  /* [any] Also of a component that was never started, and while it runs. Takes seconds at most:
   * every call out has a short deadline. Calls `visit` once. PV_FAILED where it could not be
   * examined: `visit` is given the reason in words then instead of the array, or is not called. */
  pv_status (*examine)(void* self, void* context, void (*visit)(void* context, pv_text json));
} pv_doctor;

#ifdef __cplusplus
}
#endif
#endif
