//! The table of the family: one line for each function, read by everything that treats all functions alike.

/// Calls the macro `$callback` with the table: each function's name, the marker type of its kernels, and its arguments.
#[doc(hidden)]
#[macro_export]
macro_rules! for_each_function {
    ($callback:ident) => {
        $callback! {
            softplus: Softplus(x);
            sigmoid: Sigmoid(x);
            softplus_second_derivative: SoftplusSecondDerivative(x);
            log_sigmoid: LogSigmoid(x);
            softplus_inverse: SoftplusInverse(y);
            log1mexp: Log1mExp(x);
            shifted_softplus: ShiftedSoftplus(x);
            mish: Mish(x);
            log_softplus: LogSoftplus(x);
            logaddexp: LogAddExp(a, b);
            logsubexp: LogSubExp(a, b);
            softplus_beta: SoftplusBeta(x, beta);
            softplus_beta_derivative: SoftplusBetaDerivative(x, beta);
            softplus_beta_derivative_in_beta: SoftplusBetaDerivativeInBeta(x, beta);
            softplus_backward: SoftplusBackward(grad, x);
            softplus_double_backward: SoftplusDoubleBackward(grad_grad, grad, x);
        }
    };
}
