using Scim.Provisioning.Logs;

namespace Scim.Provisioning.Cycles;

/// <summary>Is told how far a cycle is; calls come from several threads.</summary>
internal interface ICycleObserver
{
    /// <summary>A phase begins.</summary>
    /// <param name="name">In words.</param>
    /// <param name="total">The objects that it will work on.</param>
    void Begin(string name, int total);

    /// <summary>One object of the phase is done.</summary>
    void Advance(LogStatus status);

    /// <summary>The last phase is over, or the cycle stopped.</summary>
    void End();
}
