using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scim.Protos.Common.V1;
using Scim.Protos.Users.V1;

namespace Scim.Gateway.Bench;

/// <summary>
/// What the two hops of the system cost with nothing in them: an HTTP request that becomes a gRPC call that becomes the
/// bare operation, whose bytes go back as they are. No token, no SCIM, no reading of documents.
/// </summary>
internal sealed class BareHops : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 });
    private readonly WebApplication _front;
    private readonly WebApplication _back;
    private readonly GrpcChannel _channel;

    private BareHops(WebApplication front, WebApplication back, GrpcChannel channel) => (_front, _back, _channel) = (front, back, channel);

    /// <summary>The operations, in the order of the bare ones.</summary>
    public IEnumerable<Func<Task>> All(int count) => Enumerable.Range(0, count).Select(number => (Func<Task>)(async () => await _http.GetByteArrayAsync(new Uri($"{Address(_front)}/{number}"))));

    public static async Task<BareHops> StartAsync(IReadOnlyList<Func<Task<byte[]>>> operations)
    {
        WebApplicationBuilder services = Builder(HttpProtocols.Http2);
        services.Services.AddGrpc(options => options.MaxSendMessageSize = null);
        services.Services.AddSingleton(new Operations(operations));
        WebApplication back = services.Build();
        back.MapGrpcService<OperationService>();
        await back.StartAsync();

        GrpcChannel channel = GrpcChannel.ForAddress(Address(back), new GrpcChannelOptions { MaxReceiveMessageSize = null });
        var client = new UserService.UserServiceClient(channel);
        WebApplication front = Builder(HttpProtocols.Http1).Build();
        front.MapGet("/{number}", async (string number, Microsoft.AspNetCore.Http.HttpContext http) =>
        {
            ListUsersResponse answer = await client.ListUsersAsync(new ListUsersRequest { TenantId = number });
            await http.Response.BodyWriter.WriteAsync(answer.JsonUsers[0].Json.Memory);
        });
        await front.StartAsync();
        return new BareHops(front, back, channel);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _channel.Dispose();
        await _front.DisposeAsync();
        await _back.DisposeAsync();
    }

    private static WebApplicationBuilder Builder(HttpProtocols protocols)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, endpoint => endpoint.Protocols = protocols));
        return builder;
    }

    private static string Address(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private sealed record Operations(IReadOnlyList<Func<Task<byte[]>>> All);

    private sealed class OperationService(Operations operations) : UserService.UserServiceBase
    {
        public override async Task<ListUsersResponse> ListUsers(ListUsersRequest request, ServerCallContext context)
        {
            byte[] answer = await operations.All[int.Parse(request.TenantId, System.Globalization.CultureInfo.InvariantCulture)]();
            return new ListUsersResponse { JsonUsers = { new JsonResource { Json = UnsafeByteOperations.UnsafeWrap(answer) } } };
        }
    }
}
