using BenchmarkDotNet.Running;
using Scim.Protocol.Bench;

if (args is ["inputs", ..]) return InputRun.Run(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 1_000_000);
BenchmarkSwitcher.FromAssembly(typeof(ProtocolBenchmarks).Assembly).Run(args);
return 0;
