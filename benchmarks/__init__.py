"""Speed and memory, shown as ratios against a peer in the same run."""
