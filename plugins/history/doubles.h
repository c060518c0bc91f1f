// What is held twice, as where a folder comes back that samples in the memory were written to.
#pragma once

#include "plugins/history/store_image.h"

#include <cstddef>

namespace pipevane::history {

// Leaves out of `image` what `held` has as well, to the last bit: the samples of a series with their
// times; and frames of which nothing is left. How many samples that were.
std::size_t dropDoubles(StoreImage& image, const StoreImage& held);

}  // namespace pipevane::history
