// Newline-delimited JSON, an object for each point: each line says all that it is about, so that
// jq, pandas and DuckDB read it as a table, and a part of it is as good as the whole.
#pragma once

#include "plugins/web/history_rows.h"
#include "plugins/web/utc_text.h"

namespace pipevane::web {

class HistoryLines final : public HistoryRows {
 public:
  // With the extremes of steps and what aggregate they are of; without where it is empty. Its name
  // outlives this.
  explicit HistoryLines(std::string_view aggregate) : aggregate_(aggregate) {}

  std::string head() const override { return {}; }
  void add(const SeriesName& name, const pv_history_points& points, std::string& out) override;

 private:
  const std::string_view aggregate_;
  UtcText time_;
};

}  // namespace pipevane::web
