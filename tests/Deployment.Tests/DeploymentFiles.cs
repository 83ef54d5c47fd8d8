using System.Runtime.CompilerServices;

namespace Scim.Deployment.Tests;

/// <summary>The folder deploy of the checkout that these tests were built from.</summary>
internal static class DeploymentFiles
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", ".."));

    public static string Kubernetes { get; } = Path.Combine(Root, "deploy", "kubernetes");

    public static IEnumerable<string> Kustomizations() =>
        Directory.EnumerateFiles(Kubernetes, "kustomization.yaml", SearchOption.AllDirectories);

    public static IEnumerable<string> Manifests() =>
        Directory.EnumerateFiles(Kubernetes, "*.yaml", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "kustomization.yaml");

    public static string Relative(string file) => Path.GetRelativePath(Kubernetes, file).Replace('\\', '/');

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
