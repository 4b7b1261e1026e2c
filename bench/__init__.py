"""What has a figure: `make bench` measures it and writes `reports/bench.md`."""
