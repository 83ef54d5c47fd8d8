using System.ComponentModel;
using System.Diagnostics;

namespace Scim.AppHost;

/// <summary>Whether this machine can run containers.</summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static bool Answers() => Answers("docker") || Answers("podman");

    private static bool Answers(string engine)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(engine, "info") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            if (process.WaitForExit(Patience)) return process.ExitCode == 0;
            process.Kill();
            return false;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
