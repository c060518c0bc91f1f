#include "plugins/web/parameter_problems.h"

namespace pipevane::web {

void ParameterProblems::refuse() const {
  if (!any()) return;
  std::string detail = all_.front();
  for (std::size_t i = 1; i < all_.size(); ++i) detail += "; " + all_[i];
  throw Problem{400, "Bad parameters", std::move(detail), {}, all_};
}

}  // namespace pipevane::web
