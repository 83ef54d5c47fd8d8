using System.Net;
using System.Runtime.InteropServices;

namespace Scim.EmbeddedMongo;

/// <summary>The executable: reads its arguments, runs the server until it is asked to stop.</summary>
internal static class ServerProcess
{
    private const string Usage = "usage: EmbeddedMongo [--port 27017] [--data DIR] [--bind 127.0.0.1] [--oplog-mb 128]";

    public static async Task<int> RunAsync(string[] args)
    {
        if (Parse(args) is not { } options)
        {
            await Console.Error.WriteLineAsync(Usage).ConfigureAwait(false);
            return 2;
        }

        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await using EmbeddedMongoServer server = await EmbeddedMongoServer.StartAsync(options).ConfigureAwait(false);
            await Console.Out.WriteLineAsync($"listening on {server.ConnectionString}").ConfigureAwait(false);
            await stop.Task.ConfigureAwait(false);
            return 0;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return 1;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.TrySetResult();
        }
    }

    /// <summary>Null where an argument is unknown or wrong.</summary>
    internal static EmbeddedMongoOptions? Parse(string[] args)
    {
        var options = new EmbeddedMongoOptions { DataFolder = "data" };
        for (int i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length) return null;
            string value = args[i + 1];
            EmbeddedMongoOptions? next = args[i] switch
            {
                "--port" when ushort.TryParse(value, out ushort port) => options with { Port = port },
                "--data" => options with { DataFolder = value },
                "--bind" when IPAddress.TryParse(value, out IPAddress? address) => options with { Bind = address },
                "--oplog-mb" when int.TryParse(value, out int size) && size > 0 => options with { OplogBytes = (long)size << 20 },
                _ => null,
            };
            if (next is null) return null;
            options = next;
        }

        return options;
    }
}
