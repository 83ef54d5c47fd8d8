using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Scim.Admin.SignIn;
using Scim.EmbeddedMongo;
using Scim.ServiceDefaults.Callers;

namespace Scim.Standalone;

/// <summary>The process: starts database, services and gateway, says how to use them, and stops them on Ctrl-C or SIGTERM.</summary>
internal static class StandaloneProcess
{
    public static async Task<int> RunAsync(string[] args)
    {
        if (!StandaloneOptions.TryParse(args, out StandaloneOptions? options, out string? error))
        {
            if (error is null) Console.WriteLine(StandaloneOptions.Usage);
            else await Console.Error.WriteLineAsync($"{error}\n\n{StandaloneOptions.Usage}");
            return error is null ? 0 : 2;
        }

        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await RunAsync(options!, stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception failure) when (failure is IOException or SocketException or UnauthorizedAccessException or InvalidOperationException or OptionsValidationException)
        {
            await Console.Error.WriteLineAsync($"Scim.Micro cannot start: {failure.Message}");
            return 1;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task RunAsync(StandaloneOptions options, CancellationToken stop)
    {
        Directory.CreateDirectory(options.Data);
        await using EmbeddedMongoServer? embedded = options.Mongo is null
            ? await EmbeddedMongoServer.StartAsync(new EmbeddedMongoOptions { DataFolder = options.Data, Port = 0 }, stop)
            : null;
        await using var hosts = new ServiceHosts(options.Mongo ?? embedded!.ConnectionString)
        {
            GatewaySettings = options.GrpcPort is not { } port ? new Dictionary<string, string?>() : new Dictionary<string, string?>
            {
                ["Kestrel:Endpoints:Native:Url"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"),
                ["Kestrel:Endpoints:Native:Protocols"] = "Http2",
            },
        };

        string encryptionKey = await OwnerFile.EnsureKeyAsync(Path.Combine(options.Data, "signing.key"), stop);
        WebApplication tokens = await hosts.StartTokensAsync(encryptionKey, stop);
        WebApplication users = await hosts.StartUsersAsync(ServiceHosts.AddressOf(tokens), stop);
        var clusters = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["tokens"] = ServiceHosts.AddressOf(tokens),
            ["users"] = ServiceHosts.AddressOf(users),
        };
        clusters["groups"] = ServiceHosts.AddressOf(await hosts.StartGroupsAsync(clusters["users"], clusters["tokens"], stop));
        WebApplication console = await hosts.StartConsoleAsync(Path.Combine(options.Data, "console-keys"), clusters, stop);
        clusters["console"] = ServiceHosts.AddressOf(console);
        WebApplication gateway = await hosts.StartGatewayAsync(options.Port, clusters, stop);
        (DemoConnection demo, bool isNew) = await DemoConnection.EnsureAsync(
            options.Data,
            ServiceHosts.AddressOf(gateway),
            clusters["tokens"],
            tokens.Services.GetRequiredService<CallerKeys>(),
            stop);

        var links = console.Services.GetRequiredService<SignInLinks>();
        string address = ServiceHosts.AddressOf(gateway);
        if (options.GrpcPort is not null) Console.WriteLine($"gRPC calls of the product's own services: {ServiceHosts.AddressesOf(gateway).Last()}");
        Console.WriteLine(Greeting(options, address, demo, isNew, links.Create(address)));
        if (!Console.IsInputRedirected) _ = Task.Run(() => OfferLinks(links, address), stop);
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Console.WriteLine("Stopping.");
    }

    /// <summary>Whoever sits at the terminal gets another sign-in link by pressing Enter.</summary>
    private static void OfferLinks(SignInLinks links, string gateway)
    {
        while (Console.ReadLine() is not null) Console.WriteLine($"  {links.Create(gateway)}");
    }

    private static string Greeting(StandaloneOptions options, string gateway, DemoConnection demo, bool isNew, string signInLink)
    {
        string file = Path.GetFullPath(Path.Combine(options.Data, "connection.json"));
        string token = isNew ? demo.Token : $"$(sed -n 's/.*\"token\": \"\\(.*\\)\".*/\\1/p' '{file}')";
        return $"""
            Scim.Micro is ready on {gateway}

              Console     {signInLink}
                          (signs the operator in once, within 15 minutes; Enter prints another)

              Tenant URL  {demo.TenantUrl}
              Token       {(isNew ? demo.Token : "the one of the first start")}
                          (both are in {file})

            Create a user:

              curl -s '{demo.TenantUrl}/Users' -H "Authorization: Bearer {token}" \
                -H 'Content-Type: application/scim+json' \
                -d '{"{"}"userName":"adele@contoso.com","displayName":"Adele Vance","active":true{"}"}'

            Ctrl-C stops it.
            """;
    }
}
