#include "plugins/web/reload_route.h"

#include "plugins/web/json_writer.h"

#include <pipevane/reload.h>
#include <pipevane/sized.h>

#include <span>

namespace pipevane::web {
namespace {

std::span<const pv_text> itemsOf(const pv_text_list& list) { return {list.items, list.count}; }

void writeList(JsonWriter& json, std::string_view name, const pv_text_list& list) {
  json.key(name).beginArray();
  for (const pv_text& each : itemsOf(list)) json.text(view(each));
  json.endArray();
}

Response answerTo(const pv_reload_outcome& outcome) {
  Response response;
  JsonWriter json(response.body);
  json.beginObject();
  writeList(json, "added", outcome.added);
  writeList(json, "removed", outcome.removed);
  writeList(json, "restarted", outcome.restarted);
  writeList(json, "rewired", outcome.rewired);
  json.key("kept").count(outcome.kept).endObject();
  return response;
}

Problem refusalOf(const pv_reload_outcome& outcome) {
  Problem problem{
      422, "Configuration refused",
      "the configuration cannot be used; where no problem says otherwise, the pipeline is "
      "what it was"};
  for (const pv_text& each : itemsOf(outcome.problems)) problem.problems.push_back(str(each));
  return problem;
}

Problem busy() {
  return {503,
          "Change under way",
          "the pipeline is being changed or stopped: ask again in some seconds",
          {{"Retry-After", "10"}}};
}

}  // namespace

Response reloadPipeline(const Host& host, const Request& request) {
  if (!request.body.empty())
    throw Problem{400, "Unexpected body",
                  "this takes none: the configuration is read from where it was read at the start"};
  const auto* reload = static_cast<const pv_reload*>(host.extension(PV_RELOAD));
  if (reload == nullptr)
    throw Problem{501, "Not available", "this engine cannot read its configuration anew"};
  // What is told is valid during the call alone, and no exception may leave it.
  struct Told {
    std::int32_t result = PV_RELOAD_BUSY;
    Response response;
    Problem problem = busy();
    bool whole = false;
  } told;
  const auto keep = [](void* context, const pv_reload_outcome* raw) {
    Told& to = *static_cast<Told*>(context);
    try {
      const pv_reload_outcome outcome = sizedCopy(*raw);
      if (outcome.result == PV_RELOAD_ACCEPTED) to.response = answerTo(outcome);
      if (outcome.result == PV_RELOAD_REFUSED) to.problem = refusalOf(outcome);
      to.result = outcome.result;
      to.whole = true;
    } catch (...) {
      // There was no memory for it; `whole` says so.
    }
  };
  const pv_status status = reload->request(host.raw().self, &told, keep);
  if (status != PV_OK || !told.whole)
    throw Error("the engine did not say what became of the reload");
  if (told.result != PV_RELOAD_ACCEPTED) throw told.problem;
  return told.response;
}

}  // namespace pipevane::web
