using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;
using Scim.ServiceDefaults.Callers;
using Scim.ServiceDefaults.Grpc;
using Scim.ServiceDefaults.Tls;

namespace Scim.Topology.Tests.Tls;

/// <summary>Processes that prove to each other who they are: each pair of them that talks does, and nobody else gets in.</summary>
public sealed class MutualTlsTests(SecuredTopology topology) : IClassFixture<SecuredTopology>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_ThroughAllProcesses_AreServed()
    {
        string token = await IssueTokenAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"{topology.Gateway}/tenants/tls/scim/v2/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        string user = await CreateAsync(client, "Users", """{"userName":"tls@contoso.com"}""");
        string group = await CreateAsync(client, "Groups", $$"""{"displayName":"TLS","members":[{"value":"{{user}}"}]}""");
        string read = await client.GetStringAsync(new Uri($"Groups/{group}", UriKind.Relative), Cancel);
        using HttpResponseMessage console = await client.GetAsync(new Uri($"{topology.Gateway}/console/t/tls/scim"), Cancel);

        Assert.Contains(user, read, StringComparison.Ordinal);
        Assert.Equal("/console/sign-in", console.RequestMessage!.RequestUri!.AbsolutePath);
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("another authority's", false)]
    [InlineData("expired", false)]
    [InlineData("a server's only", false)]
    [InlineData("right", true)]
    public async Task Service_AskedWithACertificate_TakesTheSystemsOnly(string certificate, bool taken)
    {
        using X509Certificate2? own = Certificate(certificate);
        foreach (string address in new[] { topology.Users, topology.Groups, topology.Tokens, topology.Console })
        {
            using SocketsHttpHandler handler = Handler(own);
            using var client = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20 };
            string path = address == topology.Console ? "/console/health/live" : "/health/live";

            Task<HttpResponseMessage> answer = client.GetAsync(new Uri(address + path), Cancel);

            if (taken) Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
            else await Assert.ThrowsAsync<HttpRequestException>(() => answer);
        }
    }

    [Fact]
    public async Task Gateway_OfAnotherSystem_TakesNoServiceOfThisOne()
    {
        using var other = new TestAuthority();
        string gateway = await topology.StartGatewayAsync(other.WriteTo(topology.FolderOf("other")), Cancel);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Scim.ServiceDefaults.Tokens.BearerToken.Create().Value);

        using HttpResponseMessage answer = await client.GetAsync(new Uri($"{gateway}/tenants/tls/scim/v2/Users"), Cancel);
        using HttpResponseMessage ready = await client.GetAsync(new Uri($"{gateway}/health/ready"), Cancel);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (answer.StatusCode, ready.StatusCode));
    }

    [Fact]
    public async Task Certificate_RenewedOnDisk_IsShownWithoutARestart()
    {
        using X509Certificate2? own = Certificate("right");
        string before = await ShownAsync(own!);

        topology.Authority.WriteTo(topology.ServicesFolder);
        string after = await ShownAsync(own!);

        using var written = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Path.Combine(topology.ServicesFolder, "tls.crt"), Cancel));
        Assert.NotEqual(before, after);
        Assert.Equal(written.SerialNumber, after);
    }

    [Fact]
    public async Task Channel_ToSeveralInstances_ShowsItsCertificate()
    {
        Dictionary<string, string> files = topology.Authority.WriteTo(topology.FolderOf("channel"));
        var options = new PeerTlsOptions
        {
            CertificateFile = files["Tls__CertificateFile"], KeyFile = files["Tls__KeyFile"], AuthorityFile = files["Tls__AuthorityFile"],
        };
        var certificates = new PeerCertificates(Options.Create(options), TimeProvider.System, NullLogger<PeerCertificates>.Instance);
        using GrpcChannel channel = ServiceChannel.Open($"{topology.Users},{topology.Groups}", certificates);

        for (int i = 0; i < 4; i++)
        {
            HealthCheckResponse answer = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancel);
            Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
        }
    }

    private X509Certificate2? Certificate(string kind)
    {
        using var other = new TestAuthority();
        (string Certificate, string Key)? pem = kind switch
        {
            "none" => null,
            "another authority's" => other.Issue(),
            "expired" => topology.Authority.Issue(days: -1),
            "a server's only" => topology.Authority.Issue(isClient: false),
            _ => topology.Authority.Issue(),
        };
        return pem is null ? null : X509Certificate2.CreateFromPem(pem.Value.Certificate, pem.Value.Key);
    }

    private static SocketsHttpHandler Handler(X509Certificate2? own)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => own!;
#pragma warning disable CA5359 // the servers' side is what is tried
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        return handler;
    }

    private async Task<string> ShownAsync(X509Certificate2 own)
    {
        string serial = "";
        using SocketsHttpHandler handler = Handler(own);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
        {
            serial = ((X509Certificate2)certificate!).SerialNumber;
            return (errors & SslPolicyErrors.RemoteCertificateNameMismatch) == 0;
        };
        using var client = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20 };
        using HttpResponseMessage answer = await client.GetAsync(new Uri($"{topology.Users}/health/live"), Cancel);
        return serial;
    }

    private async Task<string> IssueTokenAsync()
    {
        using X509Certificate2? own = Certificate("right");
        using var channel = GrpcChannel.ForAddress(topology.Tokens, new GrpcChannelOptions { HttpHandler = Handler(own), DisposeHttpClient = true });
        var keys = new CallerKeys(Options.Create(new CallerOptions { Keys = { ["local"] = HostVariables.CallerKey } }), TimeProvider.System);
        CallInvoker invoker = channel.CreateCallInvoker().As(new CallerAssertion { Kind = CallerKind.Operator, Scope = Scope.Write, Actor = "tests" }, keys);
        string connection = Guid.NewGuid().ToString();
        await new TenantService.TenantServiceClient(invoker).CreateTenantAsync(
            new CreateTenantRequest { TenantId = "tls", RequestId = "1", Tenant = new Tenant { DisplayName = "TLS" } }, cancellationToken: Cancel);
        await new ConnectionService.ConnectionServiceClient(invoker).CreateConnectionAsync(
            new CreateConnectionRequest { TenantId = "tls", Id = connection, RequestId = "2", Connection = new Connection { DisplayName = "C" } }, cancellationToken: Cancel);
        return (await new TokenService.TokenServiceClient(invoker).IssueTokenAsync(
            new IssueTokenRequest { TenantId = "tls", ConnectionId = connection, RequestId = "3", Name = "n" }, cancellationToken: Cancel)).Value;
    }

    private static async Task<string> CreateAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        using HttpResponseMessage response = await client.PostAsync(new Uri(path, UriKind.Relative), content, Cancel);
        string answer = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.StatusCode == HttpStatusCode.Created, answer);
        using var document = System.Text.Json.JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("id").GetString()!;
    }
}
