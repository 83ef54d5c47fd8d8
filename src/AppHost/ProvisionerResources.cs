using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Scim.AppHost;

/// <summary>The provisioning client as resources that are started by hand, and the commands of the dashboard.</summary>
internal static class ProvisionerResources
{
    public static void Add(
        IDistributedApplicationBuilder builder,
        IResourceBuilder<ProjectResource> gateway,
        IResourceBuilder<ProjectResource> tokens,
        IResourceBuilder<ParameterResource> callerKey)
    {
        string data = Path.Combine(builder.AppHostDirectory, "data");
        Directory.CreateDirectory(data);
        string directory = Path.Combine(data, "directory.json");
        string connection = Path.Combine(data, "connection.json");

        builder.AddProject<Projects.Provisioner>("directory")
            .WithArgs("generate", "--users", "1000", "--groups", "50", "--out", directory)
            .WithExplicitStart();
        builder.AddProject<Projects.Provisioner>("provisioner")
            .WithArgs("run", "--directory", directory, "--state", Path.Combine(data, "provisioner"))
            .WithEnvironment(async context =>
            {
                if (await DemoTenant.ReadAsync(connection, context.CancellationToken) is not { } demo) return;
                context.EnvironmentVariables["SCIM_TENANT_URL"] = demo.TenantUrl;
                context.EnvironmentVariables["SCIM_TOKEN"] = demo.Token;
            })
            .WithExplicitStart();

        gateway.WithCommand("demo-tenant", "Create a demo tenant", async context =>
        {
            string key = (await callerKey.Resource.GetValueAsync(context.CancellationToken))!;
            DemoTenant demo = await DemoTenant.EnsureAsync(
                connection, gateway.GetEndpoint("http").Url, tokens.GetEndpoint("grpc").Url, key, context.CancellationToken);
            await context.ServiceProvider.GetRequiredService<IInteractionService>().PromptMessageBoxAsync(
                "Demo tenant", $"Tenant URL: {demo.TenantUrl}\n\nSecret Token: {demo.Token}", cancellationToken: context.CancellationToken);
            return CommandResults.Success();
        });
        gateway.WithCommand("provision", "Run a provisioning cycle", async context =>
            await context.ServiceProvider.GetRequiredService<ResourceCommandService>()
                .ExecuteCommandAsync("provisioner", KnownResourceCommands.StartCommand, context.CancellationToken));
    }
}
