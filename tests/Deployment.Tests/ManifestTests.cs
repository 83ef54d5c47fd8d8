using k8s;
using k8s.Models;

namespace Scim.Deployment.Tests;

/// <summary>Every manifest is read strictly by Kubernetes' object model, and holds what this system needs of it.</summary>
public sealed class ManifestTests
{
    // Objects of operators, whose schemas are not Kubernetes' own.
    private static readonly string[] CustomKinds = ["MongoDBCommunity"];

    public static TheoryData<string> Files() => [.. DeploymentFiles.Manifests().Select(DeploymentFiles.Relative).Order()];

    // The console's sessions are circuits of one process: it has one instance.
    private const string SingleInstance = "console";

    public static TheoryData<string> Deployments() =>
        [.. All().OfType<V1Deployment>().Select(deployment => deployment.Metadata.Name).Order()];

    public static TheoryData<string> ScaledDeployments() => [.. Deployments().Select(row => row.Data).Where(name => name != SingleInstance)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Manifest_ReadStrictly_HasNoUnknownField(string file)
    {
        foreach (string document in Documents(file))
        {
            if (CustomKinds.Any(kind => document.Contains($"kind: {kind}", StringComparison.Ordinal))) continue;

            Assert.NotEmpty(KubernetesYaml.LoadAllFromString(document, strict: true));
        }
    }

    [Fact]
    public void Kustomizations_NameEveryManifestBesideThem_AndNoOther()
    {
        foreach (string kustomization in DeploymentFiles.Kustomizations())
        {
            string folder = Path.GetDirectoryName(kustomization)!;
            string[] resources = [.. File.ReadLines(kustomization)
                .SkipWhile(line => line != "resources:").Skip(1)
                .TakeWhile(line => line.StartsWith("  - ", StringComparison.Ordinal))
                .Select(line => line[4..].Trim())];

            Assert.All(resources, resource => Assert.True(Path.Exists(Path.Combine(folder, resource)), $"{resource} of {kustomization}"));
            IEnumerable<string> beside = Directory.EnumerateFiles(folder, "*.yaml").Select(file => Path.GetFileName(file)!);
            Assert.Empty(beside.Except([.. resources, "kustomization.yaml"]));
        }
    }

    [Theory]
    [MemberData(nameof(Deployments))]
    public void Deployment_OfEachHost_IsRestrictedAndProbed(string name)
    {
        V1Deployment deployment = All().OfType<V1Deployment>().Single(each => each.Metadata.Name == name);
        V1PodSpec pod = deployment.Spec.Template.Spec;
        V1Container container = Assert.Single(pod.Containers);

        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.Equal("/health/live", container.LivenessProbe.HttpGet.Path);
        Assert.Equal("/health/ready", container.ReadinessProbe.HttpGet.Path);
        Assert.True(pod.TerminationGracePeriodSeconds >= 30);
    }

    [Theory]
    [MemberData(nameof(ScaledDeployments))]
    public void Deployment_OfEachService_IsReplacedWithoutAGap_AndHasBudgetAutoscalerAndService(string name)
    {
        object[] all = [.. All()];
        V1Deployment deployment = all.OfType<V1Deployment>().Single(each => each.Metadata.Name == name);

        Assert.Equal("0", deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.ToString());
        Assert.True(deployment.Spec.Template.Spec.TerminationGracePeriodSeconds >= 45);

        Assert.Contains(all.OfType<V1PodDisruptionBudget>(), budget => Selects(budget.Spec.Selector.MatchLabels, name));
        Assert.Contains(all.OfType<V2HorizontalPodAutoscaler>(), scaler => scaler.Spec.ScaleTargetRef.Name == name);
        V1Service service = Assert.Single(all.OfType<V1Service>(), service => Selects(service.Spec.Selector, name));
        Assert.Equal(name == "gateway" ? null : "None", service.Spec.ClusterIP);
    }

    [Fact]
    public void Destinations_OfTheGateway_AreThePortsOfTheServices()
    {
        object[] all = [.. All()];
        V1Container gateway = all.OfType<V1Deployment>().Single(each => each.Metadata.Name == "gateway").Spec.Template.Spec.Containers[0];

        Uri[] addresses = [.. gateway.Env
            .Where(variable => variable.Name.EndsWith("__Address", StringComparison.Ordinal))
            .Select(variable => new Uri(variable.Value))];

        Assert.Equal(4, addresses.Length);
        Assert.All(addresses, address => Assert.Contains(all.OfType<V1Service>(), service =>
            service.Metadata.Name == address.Host && service.Spec.Ports.Any(port => port.Port == address.Port)));
    }

    private static bool Selects(IDictionary<string, string> labels, string name) =>
        labels.TryGetValue("app.kubernetes.io/name", out string? value) && value == name;

    private static IEnumerable<object> All() => Files()
        .SelectMany(row => Documents(row.Data))
        .Where(document => !CustomKinds.Any(kind => document.Contains($"kind: {kind}", StringComparison.Ordinal)))
        .SelectMany(document => KubernetesYaml.LoadAllFromString(document, strict: true));

    private static string[] Documents(string file) =>
        File.ReadAllText(Path.Combine(DeploymentFiles.Kubernetes, file)).Split("\n---\n");
}
