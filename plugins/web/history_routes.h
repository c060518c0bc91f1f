// What was, over REST: samples and events, from the pipeline's history.
#pragma once

#include "plugins/web/export_seats.h"
#include "plugins/web/history_format.h"
#include "plugins/web/history_request.h"
#include "plugins/web/http.h"
#include "plugins/web/json_writer.h"
#include "plugins/web/live.h"

#include <pipevane/host.h>

namespace pipevane::web {

// Without a history in the pipeline there are the newest events and no samples.
class HistoryRoutes {
 public:
  HistoryRoutes(const Host& host, Live& live) : host_(host), live_(live) {}

  // [any] These throw Problem.
  Response metrics();
  Response samples(const Request& request);
  Response events(const Request& request);

 private:
  void writeEvents(JsonWriter& json, const HistoryRequest& asked);
  Response samplesAs(HistoryFormat format, const Request& request);
  Response told(const Request& request);
  Response exported(const Request& request, HistoryFormat format);

  const Host host_;
  Live& live_;
  ExportSeats seats_;
};

}  // namespace pipevane::web
