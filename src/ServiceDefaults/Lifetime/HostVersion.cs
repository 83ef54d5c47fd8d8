using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Scim.ServiceDefaults.Lifetime;

/// <summary>The name and version of a host, which has both of its own also where several run in one process.</summary>
public sealed class HostVersion
{
    /// <summary>Reads them from the host's assembly.</summary>
    public HostVersion(IHostEnvironment environment)
        : this(environment.ApplicationName)
    {
    }

    internal HostVersion(string application)
    {
        Name = application;
        Assembly? assembly = Array.Find(AppDomain.CurrentDomain.GetAssemblies(), each => each.GetName().Name == application);
        Version = assembly?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
    }

    /// <summary>The host's name, for example "Scim.UserService".</summary>
    public string Name { get; }

    /// <summary>Its version and, behind a plus, the commit that it was built from.</summary>
    public string Version { get; }
}
