// What is held twice, as where a folder comes back that samples in the memory were written to.
#pragma once

#include "plugins/history/columns/departed.h"
#include "plugins/history/store_image.h"

#include <cstddef>
#include <vector>

namespace pipevane::history {

// Leaves out of `image`, and of what left it, what `held` has as well, to the last bit: the samples
// of a series with their times; and what nothing is left of. How many samples of the image that
// were.
std::size_t dropDoubles(StoreImage& image, std::vector<Departed>& departed, const StoreImage& held);

}  // namespace pipevane::history
