// In which form the history is told: by the parameter `format`, else by what the client accepts.
#pragma once

#include "plugins/web/history_rows.h"
#include "plugins/web/http.h"

#include <memory>
#include <string_view>

namespace pipevane::web {

enum class HistoryFormat { kJson, kCsv, kLines };

// Throws Problem where there is no such form.
HistoryFormat historyFormatOf(const Request& request);
// Else the parameter does.
bool acceptDecides(const Request& request);

// What an export in that form is sent as, and what its file's name ends with.
std::string_view mediaTypeOf(HistoryFormat format);
std::string_view suffixOf(HistoryFormat format);
// Of steps of that aggregate; of none where it is empty. Not for kJson, which has no rows.
std::unique_ptr<HistoryRows> rowsFor(HistoryFormat format, std::string_view aggregate);

}  // namespace pipevane::web
