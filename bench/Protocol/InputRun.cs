using System.Diagnostics;
using System.Text;
using Scim.Tests.Shared;

namespace Scim.Protocol.Bench;

/// <summary>Reads very many broken inputs as everything; the first one that throws anything but ScimException is told with its seed.</summary>
internal static class InputRun
{
    public static int Run(int count)
    {
        long start = Stopwatch.GetTimestamp();
        int failures = 0;
        Parallel.For(0, count, seed =>
        {
            byte[] input = InputGen.Input(seed);
            try
            {
                InputGen.ReadAsEverything(input);
            }
            catch (Exception error)
            {
                if (Interlocked.Increment(ref failures) <= 5) Console.WriteLine($"seed {seed}: {error.GetType().Name}: {error.Message}\n  {Encoding.UTF8.GetString(input)}\n{error.StackTrace}");
            }
        });
        Console.WriteLine($"{count:N0} inputs in {Stopwatch.GetElapsedTime(start).TotalSeconds:N1} s, {failures} failures, {GC.GetTotalMemory(forceFullCollection: true) >> 20} MiB at the end.");
        return failures == 0 ? 0 : 1;
    }
}
