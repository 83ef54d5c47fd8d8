using System.Collections.Concurrent;
using Scim.Provisioning.Directories;
using Scim.Provisioning.Endpoints;
using Scim.Provisioning.Mappings;
using Scim.Provisioning.Scopes;

namespace Scim.Provisioning.Cycles;

/// <summary>Entra's Provision on demand: one user at once, each step shown.</summary>
internal sealed class OnDemandProvisioning(ScimEndpoint endpoint, MappingSet mappings, Scope scope, SourceDirectory directory, bool withGroups)
{
    private readonly ConcurrentQueue<ProvisioningStep> _steps = new();

    public async Task<OnDemandReport> RunAsync(
        string name, Func<Action<ProvisioningStep>, CycleContext> makeContext, CancellationToken cancellationToken)
    {
        // Entra runs the connection test first and shows it only where it fails.
        if (await ConnectionTest.RunAsync(endpoint, mappings, withGroups, cancellationToken) is { } problem)
            return End(false, "connection", problem);

        SourceUser? user = directory.Users.FirstOrDefault(user => string.Equals(user.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? directory.UsersById.GetValueOrDefault(name);
        if (user is null) return End(false, "import", $"The directory has no user '{name}'.");

        _steps.Enqueue(new ProvisioningStep("import", string.Join('\n', user.Attributes.Values.Select(item =>
            $"{item.Key} = {MappingExpression.AsText(item.Value)}"))));
        ScopedDirectory scoped = scope.Apply(directory);
        bool inScope = scoped.Users.Contains(user.Id);
        _steps.Enqueue(new ProvisioningStep("scope", inScope ? $"In scope ({scope.Mode})." : $"Not in scope ({scope.Mode})."));

        CycleContext context = makeContext(_steps.Enqueue);
        try
        {
            await new CycleRunner(context, scoped, scope.SkipsOutOfScope).RunUserAsync(user, cancellationToken);
            return new OnDemandReport(context.Counts.Failures + context.Counts.ReferenceFailures == 0, [.. _steps]);
        }
        catch (JobStoppedException stop)
        {
            return End(false, "act", stop.Message);
        }
    }

    private OnDemandReport End(bool succeeded, string step, string text)
    {
        _steps.Enqueue(new ProvisioningStep(step, text));
        return new OnDemandReport(succeeded, [.. _steps]);
    }
}
