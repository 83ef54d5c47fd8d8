using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Scim.AppHost;

// Settings (appsettings.json or the command line):
//   --Database auto|embedded|container   EmbeddedMongo, or MongoDB in a container; auto: a container where an engine answers
//   --Replicas 2                         instances of each service
//   --Publish compose|kubernetes         what `aspire publish` writes
IDistributedApplicationBuilder builder = DistributedApplication.CreateBuilder(args);
bool publishing = builder.ExecutionContext.IsPublishMode;
int replicas = int.Parse(builder.Configuration["Replicas"] ?? "1", System.Globalization.CultureInfo.InvariantCulture);
if (publishing && builder.Configuration["Publish"] == "kubernetes") builder.AddKubernetesEnvironment("kubernetes");
else if (publishing) builder.AddDockerComposeEnvironment("compose");

// 44 letters and digits are base64 of 33 bytes.
IResourceBuilder<ParameterResource> callerKey = builder.AddParameter(
    "caller-key", new GenerateParameterDefault { MinLength = 44, Special = false }, secret: true, persist: true);
ScimDatabase database = ScimDatabase.Add(builder);

// While developing an instance is a resource of its own, because each needs an address; published they are replicas
// behind one name, which the gateway resolves.
string[] instances = publishing || replicas == 1 ? [""] : [.. Enumerable.Range(1, replicas).Select(i => $"-{i}")];
IResourceBuilder<ProjectResource>[] tokens = [.. instances.Select(AddTokens)];
IResourceBuilder<ProjectResource>[] users = [.. instances.Select(AddUsers)];
IResourceBuilder<ProjectResource>[] groups = [.. instances.Select(AddGroups)];
IResourceBuilder<ProjectResource> console = AddConsole();
IResourceBuilder<ProjectResource> gateway = AddGateway();

if (!publishing) ProvisionerResources.Add(builder, gateway, tokens[0], callerKey);
builder.Build().Run();

IResourceBuilder<ProjectResource> AddTokens(string instance)
{
    IResourceBuilder<ProjectResource> service = builder.AddProject<Projects.TokenService>($"token-service{instance}", WithoutDefaults)
        .WithEnvironment("Caller__Keys__local", callerKey)
        .WithEnvironment("Mongo__ConnectionString", database.ConnectionString)
        .WithEnvironment("Mongo__Database", "scim_tokens");
    return AsService(service);
}

IResourceBuilder<ProjectResource> AddUsers(string instance)
{
    IResourceBuilder<ProjectResource> service = builder.AddProject<Projects.UserService>($"user-service{instance}", WithoutDefaults)
        .WithEnvironment("Caller__Keys__local", callerKey)
        .WithEnvironment("Mongo__ConnectionString", database.ConnectionString)
        .WithEnvironment("Mongo__Database", "scim_users")
        .WithEnvironment("Services__Tokens", tokens[0].GetEndpoint("grpc"));
    return AsService(service);
}

IResourceBuilder<ProjectResource> AddGroups(string instance)
{
    IResourceBuilder<ProjectResource> service = builder.AddProject<Projects.GroupService>($"group-service{instance}", WithoutDefaults)
        .WithEnvironment("Caller__Keys__local", callerKey)
        .WithEnvironment("Mongo__ConnectionString", database.ConnectionString)
        .WithEnvironment("Mongo__Database", "scim_groups")
        .WithEnvironment("Services__Tokens", tokens[0].GetEndpoint("grpc"))
        .WithEnvironment("Services__Users", users[0].GetEndpoint("grpc"));
    return AsService(service);
}

IResourceBuilder<ProjectResource> AddConsole()
{
    IResourceBuilder<ProjectResource> host = builder.AddProject<Projects.Console>("console", WithoutDefaults)
        .WithEnvironment("Caller__Keys__local", callerKey)
        .WithEnvironment("Services__Tokens", tokens[0].GetEndpoint("grpc"))
        .WithEnvironment("Services__Users", users[0].GetEndpoint("grpc"))
        .WithEnvironment("Services__Groups", groups[0].GetEndpoint("grpc"))
        .WithHttpEndpoint(targetPort: publishing ? 8080 : null, name: "http")
        .WithHttpHealthCheck("/console/health/ready", endpointName: "http")
        .WithHttpProbe(ProbeType.Liveness, "/console/health/live", endpointName: "http")
        .WithHttpProbe(ProbeType.Readiness, "/console/health/ready", endpointName: "http")
        .WaitFor(tokens[0]).WaitFor(users[0]).WaitFor(groups[0]);
    return host.WithEnvironment("Kestrel__Endpoints__Http__Url", ListenOn(host, "http"));
}

IResourceBuilder<ProjectResource> AddGateway()
{
    IResourceBuilder<ProjectResource> host = builder.AddProject<Projects.Gateway>("gateway", WithoutDefaults)
        .WithEnvironment("Caller__Keys__local", callerKey)
        .WithEnvironment("ReverseProxy__Clusters__console__Destinations__d0__Address", console.GetEndpoint("http"))
        .WithUrl("/console/", "Console")
        .WithHttpEndpoint(port: publishing ? null : 5080, targetPort: publishing ? 8080 : null, name: "http")
        .WithExternalHttpEndpoints()
        .WithHttpHealthCheck("/health/ready", endpointName: "http")
        .WithHttpProbe(ProbeType.Liveness, "/health/live", endpointName: "http")
        .WithHttpProbe(ProbeType.Readiness, "/health/ready", endpointName: "http");
    host.WithEnvironment("Kestrel__Endpoints__Http__Url", ListenOn(host, "http"));
    AddDestinations(host, "tokens", tokens);
    AddDestinations(host, "users", users);
    AddDestinations(host, "groups", groups);
    return publishing ? host.WithReplicas(replicas) : host;
}

void AddDestinations(IResourceBuilder<ProjectResource> host, string cluster, IResourceBuilder<ProjectResource>[] services)
{
    for (int i = 0; i < services.Length; i++)
    {
        host.WithEnvironment($"ReverseProxy__Clusters__{cluster}__Destinations__d{i}__Address", services[i].GetEndpoint("grpc")).WaitFor(services[i]);
    }
}

IResourceBuilder<ProjectResource> AsService(IResourceBuilder<ProjectResource> service)
{
    service.WithHttpEndpoint(targetPort: publishing ? 8080 : null, name: "grpc")
        .WithEndpoint("grpc", endpoint => endpoint.Transport = "http2")
        .WithHttpEndpoint(targetPort: publishing ? 8081 : null, name: "health")
        .WithHttpHealthCheck("/health/ready", endpointName: "health")
        .WithHttpProbe(ProbeType.Liveness, "/health/live", endpointName: "health")
        .WithHttpProbe(ProbeType.Readiness, "/health/ready", endpointName: "health");
    service.WithEnvironment("Kestrel__Endpoints__Grpc__Url", ListenOn(service, "grpc"))
        .WithEnvironment("Kestrel__Endpoints__Health__Url", ListenOn(service, "health"))
        .WithEnvironment("Kestrel__Endpoints__Health__Protocols", "Http1");
    database.WaitFor(service);
    return publishing ? service.WithReplicas(replicas) : service;
}

// Endpoints are set below: those of appsettings.json have the same ports in every host.
static void WithoutDefaults(ProjectResourceOptions options) => (options.ExcludeLaunchProfile, options.ExcludeKestrelEndpoints) = (true, true);

static ReferenceExpression ListenOn(IResourceBuilder<ProjectResource> host, string endpoint) =>
    ReferenceExpression.Create($"http://*:{host.GetEndpoint(endpoint).Property(EndpointProperty.TargetPort)}");
