using System.Globalization;

namespace Scim.Standalone;

/// <summary>The arguments of the process.</summary>
internal sealed record StandaloneOptions
{
    public const string Usage = """
        Scim.Micro: gateway, services and database in one process.

        usage: Standalone [--data DIR] [--port N] [--grpc-port N] [--mongo CONNECTION_STRING]

          --data DIR     where the embedded database and connection.json are (./data)
          --port N       the gateway's port on 127.0.0.1; 0 takes a free one (5080)
          --grpc-port N  a port on 127.0.0.1 for gRPC calls of the product's own services (none)
          --mongo STRING a MongoDB replica set instead of the embedded database
        """;

    public string Data { get; private init; } = "data";

    public int Port { get; private init; } = 5080;

    /// <summary>The port of native calls; null for none.</summary>
    public int? GrpcPort { get; private init; }

    public string? Mongo { get; private init; }

    /// <summary>Reads the arguments.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="options">The options; null where they are wrong or help is asked for.</param>
    /// <param name="error">The sentence that says what is wrong; null for help.</param>
    public static bool TryParse(string[] args, out StandaloneOptions? options, out string? error)
    {
        (options, error) = (null, null);
        var read = new StandaloneOptions();
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] is "--help" or "-h" or "-?") return false;
            if (args[i] is not ("--data" or "--port" or "--grpc-port" or "--mongo"))
            {
                error = $"There is no argument {args[i]}.";
                return false;
            }

            if (i + 1 == args.Length)
            {
                error = $"{args[i]} needs a value.";
                return false;
            }

            string value = args[++i];
            switch (args[i - 1])
            {
                case "--data":
                    read = read with { Data = value };
                    break;
                case "--mongo":
                    read = read with { Mongo = value };
                    break;
                case "--port" when ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port):
                    read = read with { Port = port };
                    break;
                case "--grpc-port" when ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port):
                    read = read with { GrpcPort = port };
                    break;
                default:
                    error = $"{value} is no port.";
                    return false;
            }
        }

        options = read;
        return true;
    }
}
