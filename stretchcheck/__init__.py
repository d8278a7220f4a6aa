"""RUN: the command line, batches and reports; the only place that knows how to see, to judge and to fit."""
