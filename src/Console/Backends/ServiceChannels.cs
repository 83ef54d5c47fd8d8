using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.Options;
using Scim.ServiceDefaults.Grpc;
using Scim.ServiceDefaults.Tls;

namespace Scim.Admin.Backends;

/// <summary>The connections to the services, shared by all sessions.</summary>
internal sealed class ServiceChannels : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly GrpcChannel[] _channels;

    public ServiceChannels(IOptions<ServiceAddresses> options, PeerCertificates certificates, TimeProvider time)
    {
        ServiceAddresses at = options.Value;
        _channels = [.. new[] { at.Users!, at.Groups!, at.Tokens! }.Select(addresses => ServiceChannel.Open(addresses, certificates))];
        CallInvoker[] invokers = [.. _channels.Select(channel => channel.CreateCallInvoker().Intercept(new DeadlineInterceptor(time, Deadline)))];
        (Users, Groups, Tokens) = (invokers[0], invokers[1], invokers[2]);
    }

    /// <summary>Calls UserService.</summary>
    public CallInvoker Users { get; }

    /// <summary>Calls GroupService.</summary>
    public CallInvoker Groups { get; }

    /// <summary>Calls TokenService.</summary>
    public CallInvoker Tokens { get; }

    public void Dispose()
    {
        foreach (GrpcChannel channel in _channels) channel.Dispose();
    }
}
