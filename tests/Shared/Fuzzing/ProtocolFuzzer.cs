namespace Scim.Tests.Shared.Fuzzing;

/// <summary>Reads changed inputs as everything that the library reads, and fails those that end in anything but a SCIM error.</summary>
internal sealed class ProtocolFuzzer(FuzzTally tally)
{
    private long _next;

    public Task RunAsync(long first, long count, int threads, CancellationToken cancel)
    {
        _next = first;
        return Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Run(() => Run(first + count, cancel), cancel)));
    }

    private void Run(long end, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            long seed = Interlocked.Increment(ref _next) - 1;
            if (seed >= end) return;
            byte[] input = InputGen.Input((int)(seed % int.MaxValue));
            try
            {
                InputGen.ReadAsEverything(input);
            }
            catch (Exception error)
            {
                tally.Fail(seed, $"{error.GetType().Name}: {error.Message}", input);
            }

            tally.Answered("read");
        }
    }
}
