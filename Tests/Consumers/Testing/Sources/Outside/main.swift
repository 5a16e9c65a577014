import AssayTesting

// No test is running, so nobody would report this.
expectClose([1], [CommandLine.arguments.contains("close") ? 1 : 2])
print("not reached")
